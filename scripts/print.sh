#!/bin/sh
# Writes the whole book into one PDF, target/book.pdf, with contents, page
# numbers and links. Needs Chromium or Chrome; CHROMIUM names another one.
set -eu
cd "$(dirname "$0")/.."
sh scripts/serve.sh --get-mdbook
PATH=$PWD/target/mdbook/bin:${CARGO_HOME:-$HOME/.cargo}/bin:$PATH

set -- "${CHROMIUM:-chromium}"
if [ -z "${CHROMIUM-}" ]; then
    set -- chromium chromium-browser google-chrome \
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
fi
chromium=
for name in "$@"; do
    ! command -v "$name" >/dev/null || { chromium=$name && break; }
done
if [ -z "$chromium" ]; then
    echo "None of these is there: $*. Debian has the package chromium." >&2
    exit 1
fi

folder=$PWD/target/print
pdf=$PWD/target/book.pdf
rm -rf "$folder" "$pdf"
mdbook build book --dest-dir "$folder/site"
# On screen, this page asks to be printed. Here that would be once too often.
# And a link to a file beside the book leads nowhere from a PDF.
style='@page { size: A4; @bottom-center { content: counter(page); } }'
sed -e '/window\.print/d' -e "s|</head>|<style>$style</style></head>|" \
    -e 's|<a href="[^"#:]*">|<a>|g' \
    "$folder/site/print.html" >"$folder/site/paper.html"

# Prints the page to the file that is named.
print() {
    sandbox=
    # Chromium's sandbox is not for root.
    [ "$(id -u)" != 0 ] || sandbox=--no-sandbox
    "$chromium" --headless $sandbox --disable-gpu \
        --disable-background-networking --user-data-dir="$folder/profile" \
        --no-pdf-header-footer --generate-pdf-document-outline \
        --print-to-pdf="$1" "file://$folder/site/paper.html" \
        >"$folder/log" 2>&1 </dev/null || true
    [ -s "$1" ] || { cat "$folder/log" >&2; exit 1; }
}

# On which page each name of a PDF is, as the lines of a JavaScript object: a
# page is an object, and a name leads to the number of that object.
numbers() {
    LC_ALL=C grep -aoE '^[0-9]+ 0 obj|^<</Type /Page$|^(<<)?/[^ ]+ \[[0-9]+ 0 R /XYZ' "$1" |
        awk '$2 == "0" && $3 == "obj" { object = $1; next }
            $2 == "/Page" { page[object] = ++count; next }
            { sub(/^(<<)?\//, ""); object_of[$1] = substr($2, 2) }
            END {
                for (name in object_of)
                    printf "  \"%s\": %d,\n", name, page[object_of[name]]
            }' | grep -v '"Dest"' | sort
}

# The contents need the numbers of the pages, so it is printed twice.
print "$folder/first.pdf"
{
    echo '<script>const pageNumbers = {'
    numbers "$folder/first.pdf"
    echo '};</script>'
} >"$folder/numbers"
sed -i.before "/<!-- Custom JS scripts -->/r $folder/numbers" \
    "$folder/site/paper.html"
print "$pdf"
numbers "$pdf" >"$folder/after"
if ! sed '1d;$d' "$folder/numbers" | cmp -s - "$folder/after"; then
    echo "The numbers in its contents are not those of its pages." >&2
    exit 1
fi
echo "target/book.pdf"
