/* Our client in C: the same calls in the same order. */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* macOS has no such flag; there, a socket has an option instead. */
#ifndef MSG_NOSIGNAL
#define MSG_NOSIGNAL 0
#endif

static void fail(const char *call)
{
    perror(call);
    exit(1);
}

/* Like Rust's write_all, without its retry after a signal: goes on until
   all bytes are taken. */
static void write_all(int stream, const char *bytes, size_t count)
{
    while (count > 0) {
        ssize_t taken = send(stream, bytes, count, MSG_NOSIGNAL);
        if (taken < 0)
            fail("send");
        bytes += taken;
        count -= (size_t)taken;
    }
}

int main(void)
{
    int client = socket(AF_INET, SOCK_STREAM, 0);
    if (client < 0)
        fail("socket");
    struct sockaddr_in address = {0};
    address.sin_family = AF_INET;
    address.sin_port = htons(50000);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (connect(client, (struct sockaddr *)&address, sizeof address) < 0)
        fail("connect");

    char buffer[2048];
    ssize_t count = recv(client, buffer, sizeof buffer, 0);
    if (count < 0)
        fail("recv");
    printf("Server: %.*s\n", (int)count, buffer);

    const char *msg_out = "Hello Server!";
    write_all(client, msg_out, strlen(msg_out));

    close(client);
    return 0;
}
