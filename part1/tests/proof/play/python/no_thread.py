# `run` in the place of `start` makes no thread.
import threading

here = threading.get_ident
one = []
threading.Thread(target=lambda: one.append(here())).run()
print(one == [here()])
