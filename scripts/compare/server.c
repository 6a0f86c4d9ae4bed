/* Our server in C: the same calls in the same order. C has no `?`, so
   each result is checked by hand. */
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
    int server = socket(AF_INET, SOCK_STREAM, 0);
    if (server < 0)
        fail("socket");
    int on = 1;
    if (setsockopt(server, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) < 0)
        fail("setsockopt");
    struct sockaddr_in address = {0};
    address.sin_family = AF_INET;
    address.sin_port = htons(50000);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (bind(server, (struct sockaddr *)&address, sizeof address) < 0)
        fail("bind");
    if (listen(server, 128) < 0)
        fail("listen");

    socklen_t size = sizeof address;
    int client = accept(server, (struct sockaddr *)&address, &size);
    if (client < 0)
        fail("accept");
    printf("New client joined: %s:%d\n", inet_ntoa(address.sin_addr),
           ntohs(address.sin_port));

    const char *msg_out = "Hello client!";
    write_all(client, msg_out, strlen(msg_out));

    char buffer[2048];
    ssize_t count = recv(client, buffer, sizeof buffer, 0);
    if (count < 0)
        fail("recv");
    printf("Client: %.*s\n", (int)count, buffer);

    close(client);
    close(server);
    return 0;
}
