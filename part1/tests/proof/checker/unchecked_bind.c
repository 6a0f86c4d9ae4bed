/* A server that does not look at what `bind` returns, at the port that it is
   given. Where that has failed, `listen` has the kernel choose a port. */
#include <arpa/inet.h>
#include <stdlib.h>

int main(int count, char **words)
{
    int yes = 1, listener = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in address = {.sin_family = AF_INET};
    address.sin_port = htons(atoi(words[count - 1]));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    bind(listener, (struct sockaddr *)&address, sizeof address);
    listen(listener, 5);
    accept(listener, NULL, NULL);
    return 0;
}
