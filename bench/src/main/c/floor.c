// SPDX-License-Identifier: Apache-2.0
//
// The floor under Parley's media plane: what forwarding costs when a program does nothing else. It receives in batches
// (recvmmsg), decrypts SRTP once (AEAD_AES_128_GCM, RFC 7714), and for each receiver rewrites SSRC, sequence number and
// payload type, encrypts with the receiver's own key and sends in batches (sendmmsg; consecutive packets of one size for
// one receiver leave together by UDP GSO, as the server's do). Where a frame has come in part, it waits as briefly for the
// rest as the server does. It has no ICE, no RTCP, no cache, no replay list, no limits: it trusts whoever starts it, and
// is no part of what is installed.
//
// usage: floor [--gso on|off]        prints "port N", then obeys lines on standard input:
//   client ID PORT RX TX             a client on 127.0.0.1; RX and TX are its SRTP master keys and salts, 56 hex digits:
//                                    RX for what it sends, TX for what it receives
//   route FROM SSRC PT TO SSRC PT    packets of that SSRC and payload type go to client TO under the second pair
//   start                            zeroes the counters; answers "started"
//   report                           answers "in N out N messages N rejected N user-us N system-us N" since start
//   quit
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/udp.h>
#include <openssl/evp.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
  SLOT = 1536,          // bytes of a packet buffer
  RECEIVE_BATCH = 64,   // packets taken by one recvmmsg
  SEND_BATCH = 4096,    // packets that wait for one sendmmsg at most
  RECEIVE_SOCKET_BUFFER = 4 << 20,
  GSO_SEGMENTS = 64,    // packets in one message at most: what every kernel with GSO takes
  GSO_BYTES = 65000,    // and bytes: the payload of a UDP datagram before it is cut
  TAG = 16,             // RFC 7714 §5.2: the authentication tag of AEAD_AES_128_GCM
  MAX_CLIENTS = 1024,
  AUDIO_TYPE = 111,     // the payload type of streams without frames of several packets
  FRAME_WAIT = 150000,  // nanoseconds for which the rest of a frame is waited for: as the server's loop
};

typedef struct { // one direction's SRTP session (RFC 3711 §4.3, RFC 7714 §11)
  EVP_CIPHER_CTX *cipher;
  uint8_t salt[12];
} Session;

typedef struct Route { // one published stream on its way to one receiver
  struct Client *to;
  uint32_t ssrc;
  uint8_t payload_type;
  uint16_t sequence;    // of the packet sent last
  uint32_t roll_over;
} Route;

typedef struct Stream { // a published stream and its receivers
  uint32_t ssrc;
  uint8_t payload_type;
  uint16_t highest;
  uint32_t roll_over;
  int started, route_count;
  long open_in;         // the turn in which a packet came last that does not end its frame
  Route *routes;
} Stream;

typedef struct Client {
  struct sockaddr_in address;
  Session receive, send;
  Stream *streams;
  int stream_count;
  int queue[SEND_BATCH], queued; // slots that wait to be sent
} Client;

static Client *by_id[MAX_CLIENTS], *by_port[65536];
static Client *pending[MAX_CLIENTS]; // clients with queued packets, in order of their first
static int pending_count;

static uint8_t receive_slots[RECEIVE_BATCH][SLOT], plain[SLOT];
static uint8_t send_slots[SEND_BATCH][SLOT];
static int send_lengths[SEND_BATCH], slots_used;

static int udp = -1, use_gso = 1;
static long turns = 1;
static int open_frames; // streams whose last packet of this turn was not the last of its frame
static long packets_in, packets_out, messages_out, rejected;
static struct rusage window_start;

static void die(const char *what) {
  perror(what);
  exit(1);
}

static uint16_t get16(const uint8_t *p) { return (uint16_t)(p[0] << 8 | p[1]); }
static uint32_t get32(const uint8_t *p) { return (uint32_t)get16(p) << 16 | get16(p + 2); }
static void put16(uint8_t *p, uint16_t v) { p[0] = (uint8_t)(v >> 8), p[1] = (uint8_t)v; }
static void put32(uint8_t *p, uint32_t v) { put16(p, (uint16_t)(v >> 16)), put16(p + 2, (uint16_t)v); }

// ---- keys ----

// RFC 3711 §4.3.1: key derivation by AES in counter mode, the 96-bit salt filled up to 112 bits at its right.
static void derive(const uint8_t *master, uint8_t label, uint8_t *out, int length) {
  uint8_t iv[16] = {0}, zero[16] = {0};
  memcpy(iv, master + 16, 12);
  iv[7] ^= label;
  EVP_CIPHER_CTX *ctr = EVP_CIPHER_CTX_new();
  int written;
  if (!EVP_EncryptInit_ex(ctr, EVP_aes_128_ctr(), NULL, master, iv) || !EVP_EncryptUpdate(ctr, out, &written, zero, length))
    die("derive");
  EVP_CIPHER_CTX_free(ctr);
}

static void open_session(Session *session, const char *hex, int encrypt) {
  uint8_t master[28], key[16];
  for (int i = 0; i < 28; i++)
    if (sscanf(hex + 2 * i, "%2hhx", &master[i]) != 1) die("key");
  derive(master, 0, key, sizeof key);
  derive(master, 2, session->salt, sizeof session->salt);
  session->cipher = EVP_CIPHER_CTX_new();
  if (!EVP_CipherInit_ex(session->cipher, EVP_aes_128_gcm(), NULL, key, NULL, encrypt)) die("cipher");
}

// RFC 7714 §8.1: two zero bytes, SSRC, roll-over counter and sequence number, xored with the salt.
static void make_iv(uint8_t *iv, const Session *session, uint32_t ssrc, uint32_t roll_over, uint16_t sequence) {
  memset(iv, 0, 2);
  put32(iv + 2, ssrc);
  put32(iv + 6, roll_over);
  put16(iv + 10, sequence);
  for (int i = 0; i < 12; i++) iv[i] ^= session->salt[i];
}

// ---- sending ----

static void flush_queues(void) {
  static struct mmsghdr messages[SEND_BATCH];
  static struct iovec parts[SEND_BATCH];
  static union { char bytes[CMSG_SPACE(sizeof(uint16_t))]; struct cmsghdr align; } controls[SEND_BATCH];
  int count = 0, part = 0;
  for (int c = 0; c < pending_count; c++) {
    Client *client = pending[c];
    for (int i = 0; i < client->queued;) {
      int first = part, size = send_lengths[client->queue[i]], bytes = 0, last;
      do { // all segments but the last have one size; the last may be shorter
        int slot = client->queue[i++];
        last = send_lengths[slot];
        bytes += last;
        parts[part++] = (struct iovec){send_slots[slot], (size_t)last};
      } while (use_gso && i < client->queued && last == size && send_lengths[client->queue[i]] <= size
               && part - first < GSO_SEGMENTS && bytes + size <= GSO_BYTES);
      struct msghdr *header = &messages[count].msg_hdr;
      *header = (struct msghdr){.msg_name = &client->address, .msg_namelen = sizeof client->address,
                                .msg_iov = &parts[first], .msg_iovlen = (size_t)(part - first)};
      if (part - first > 1) {
        header->msg_control = controls[count].bytes;
        header->msg_controllen = sizeof controls[count].bytes;
        struct cmsghdr *control = CMSG_FIRSTHDR(header);
        control->cmsg_level = IPPROTO_UDP;
        control->cmsg_type = UDP_SEGMENT;
        control->cmsg_len = CMSG_LEN(sizeof(uint16_t));
        *(uint16_t *)CMSG_DATA(control) = (uint16_t)size;
      }
      count++;
    }
    client->queued = 0;
  }
  for (int sent = 0; sent < count;) {
    int n = sendmmsg(udp, messages + sent, (unsigned)(count - sent), 0);
    if (n < 0) die("sendmmsg");
    for (int i = sent; i < sent + n; i++) packets_out += (long)messages[i].msg_hdr.msg_iovlen;
    messages_out += n;
    sent += n;
  }
  pending_count = slots_used = 0;
}

static void forward(Route *route, const uint8_t *packet, int header, int length) {
  if (slots_used == SEND_BATCH) flush_queues();
  uint8_t *out = send_slots[slots_used], iv[12];
  uint8_t *body = out + header, *tag = body + (length - header);
  int written;
  memcpy(out, packet, (size_t)header);
  if (++route->sequence == 0) route->roll_over++;
  out[1] = (uint8_t)((packet[1] & 0x80) | route->payload_type);
  put16(out + 2, route->sequence);
  put32(out + 8, route->ssrc);
  Session *session = &route->to->send;
  make_iv(iv, session, route->ssrc, route->roll_over, route->sequence);
  if (!EVP_EncryptInit_ex(session->cipher, NULL, NULL, NULL, iv)
      || !EVP_EncryptUpdate(session->cipher, NULL, &written, out, header)
      || !EVP_EncryptUpdate(session->cipher, body, &written, packet + header, length - header)
      || !EVP_EncryptFinal_ex(session->cipher, body + written, &written)
      || !EVP_CIPHER_CTX_ctrl(session->cipher, EVP_CTRL_AEAD_GET_TAG, TAG, tag))
    die("encrypt");
  send_lengths[slots_used] = length + TAG;
  if (route->to->queued == 0) pending[pending_count++] = route->to;
  route->to->queue[route->to->queued++] = slots_used++;
}

// ---- receiving ----

static int header_length(const uint8_t *packet, int length) {
  if (length < 12 + TAG || packet[0] >> 6 != 2) return -1;
  int header = 12 + 4 * (packet[0] & 15);
  if (packet[0] & 0x10) header += header + 4 <= length ? 4 + 4 * get16(packet + header + 2) : length;
  return header + TAG <= length ? header : -1;
}

static int take(const uint8_t *packet, int length, const struct sockaddr_in *source) {
  Client *from = by_port[ntohs(source->sin_port)];
  int header = header_length(packet, length), written;
  if (!from || header < 0) return 0;
  Stream *stream = NULL;
  for (int i = 0; i < from->stream_count; i++)
    if (from->streams[i].ssrc == get32(packet + 8) && from->streams[i].payload_type == (packet[1] & 0x7f))
      stream = &from->streams[i];
  if (!stream) return 0;

  uint16_t sequence = get16(packet + 2);
  if (!stream->started) stream->started = 1, stream->highest = sequence;
  uint32_t roll_over = stream->roll_over; // RFC 3711 §3.3.1
  if (sequence < 0x4000 && stream->highest >= 0xc000) roll_over++;
  if (sequence >= 0xc000 && stream->highest < 0x4000) roll_over--;

  uint8_t iv[12];
  int body = length - header - TAG;
  Session *session = &from->receive;
  make_iv(iv, session, stream->ssrc, roll_over, sequence);
  memcpy(plain, packet, (size_t)header);
  if (!EVP_DecryptInit_ex(session->cipher, NULL, NULL, NULL, iv)
      || !EVP_DecryptUpdate(session->cipher, NULL, &written, packet, header)
      || !EVP_DecryptUpdate(session->cipher, plain + header, &written, packet + header, body)
      || !EVP_CIPHER_CTX_ctrl(session->cipher, EVP_CTRL_AEAD_SET_TAG, TAG, (void *)(packet + length - TAG))
      || EVP_DecryptFinal_ex(session->cipher, plain + header + written, &written) <= 0)
    return 0;
  if ((int16_t)(sequence - stream->highest) > 0) stream->highest = sequence, stream->roll_over = roll_over;
  int open = stream->payload_type != AUDIO_TYPE && !(packet[1] & 0x80); // the marker ends a frame
  if (open != (stream->open_in == turns)) stream->open_in = open ? turns : 0, open_frames += open ? 1 : -1;
  for (int i = 0; i < stream->route_count; i++) forward(&stream->routes[i], plain, header, header + body);
  return 1;
}

static void receive_batch(void) {
  static struct mmsghdr messages[RECEIVE_BATCH];
  static struct iovec parts[RECEIVE_BATCH];
  static struct sockaddr_in sources[RECEIVE_BATCH];
  for (int i = 0; i < RECEIVE_BATCH; i++) {
    parts[i] = (struct iovec){receive_slots[i], SLOT};
    messages[i].msg_hdr = (struct msghdr){.msg_name = &sources[i], .msg_namelen = sizeof sources[i],
                                          .msg_iov = &parts[i], .msg_iovlen = 1};
  }
  int n = recvmmsg(udp, messages, RECEIVE_BATCH, MSG_DONTWAIT, NULL);
  for (int i = 0; i < n; i++) {
    if (take(receive_slots[i], (int)messages[i].msg_len, &sources[i])) packets_in++;
    else rejected++;
  }
}

static long nanos(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1000000000L + t.tv_nsec;
}

// Takes what is there, waits a moment for the rest of a frame as the server does, and sends.
static void turn(void) {
  receive_batch();
  long now = nanos(), end = now + FRAME_WAIT;
  struct pollfd waiting = {.fd = udp, .events = POLLIN};
  for (; open_frames > 0 && now < end; now = nanos()) {
    struct timespec left = {0, end - now};
    if (ppoll(&waiting, 1, &left, NULL) > 0) receive_batch();
  }
  turns++;
  open_frames = 0;
  flush_queues();
}

// ---- orders ----

static long micros(struct timeval now, struct timeval then) {
  return (now.tv_sec - then.tv_sec) * 1000000L + (now.tv_usec - then.tv_usec);
}

static void add_client(int id, int port, const char *rx, const char *tx) {
  Client *client = calloc(1, sizeof *client);
  if (!client || id < 0 || id >= MAX_CLIENTS) die("client");
  client->address = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons((uint16_t)port),
                                         .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  open_session(&client->receive, rx, 0);
  open_session(&client->send, tx, 1);
  by_id[id] = by_port[(uint16_t)port] = client;
}

static void add_route(Client *from, uint32_t ssrc_in, unsigned type_in, Client *to, uint32_t ssrc, unsigned type) {
  Stream *stream = from->streams, *end = stream + from->stream_count;
  while (stream < end && stream->ssrc != ssrc_in) stream++;
  if (stream == end) {
    from->streams = realloc(from->streams, sizeof *stream * (size_t)(from->stream_count + 1));
    stream = &from->streams[from->stream_count++];
    *stream = (Stream){.ssrc = ssrc_in, .payload_type = (uint8_t)type_in};
  }
  stream->routes = realloc(stream->routes, sizeof(Route) * (size_t)(stream->route_count + 1));
  stream->routes[stream->route_count++] = (Route){.to = to, .ssrc = ssrc, .payload_type = (uint8_t)type};
}

static void obey(const char *line) {
  int id, port, to;
  unsigned ssrc_in, type_in, ssrc, type;
  char rx[57], tx[57];
  if (sscanf(line, "client %d %d %56s %56s", &id, &port, rx, tx) == 4) {
    add_client(id, port, rx, tx);
  } else if (sscanf(line, "route %d %u %u %d %u %u", &id, &ssrc_in, &type_in, &to, &ssrc, &type) == 6) {
    add_route(by_id[id], ssrc_in, type_in, by_id[to], ssrc, type);
  } else if (!strncmp(line, "start", 5)) {
    packets_in = packets_out = messages_out = rejected = 0;
    getrusage(RUSAGE_SELF, &window_start);
    puts("started");
  } else if (!strncmp(line, "report", 6)) {
    struct rusage now;
    getrusage(RUSAGE_SELF, &now);
    printf("in %ld out %ld messages %ld rejected %ld user-us %ld system-us %ld\n", packets_in, packets_out, messages_out,
           rejected, micros(now.ru_utime, window_start.ru_utime), micros(now.ru_stime, window_start.ru_stime));
  } else if (!strncmp(line, "quit", 4)) {
    exit(0);
  } else {
    fprintf(stderr, "floor: not understood: %s\n", line);
    exit(2);
  }
}

// Reads what is there of standard input and obeys every line that is complete.
static void read_orders(void) {
  static char text[1 << 16];
  static size_t length;
  ssize_t n = read(STDIN_FILENO, text + length, sizeof text - 1 - length);
  if (n <= 0) exit(0); // whoever started us has gone
  length += (size_t)n;
  text[length] = 0;
  char *line = text;
  for (char *end; (end = strchr(line, '\n')); line = end + 1) {
    *end = 0;
    obey(line);
  }
  length -= (size_t)(line - text);
  memmove(text, line, length);
}

int main(int argc, char **argv) {
  if (argc == 3 && !strcmp(argv[1], "--gso")) use_gso = !strcmp(argv[2], "on");
  else if (argc != 1) return fputs("usage: floor [--gso on|off]\n", stderr), 2;
  setvbuf(stdout, NULL, _IOLBF, 0);
  udp = socket(AF_INET, SOCK_DGRAM, 0);
  int size = RECEIVE_SOCKET_BUFFER;
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t length = sizeof address;
  if (udp < 0 || setsockopt(udp, SOL_SOCKET, SO_RCVBUF, &size, sizeof size)
      || setsockopt(udp, SOL_SOCKET, SO_SNDBUF, &size, sizeof size)
      || bind(udp, (struct sockaddr *)&address, sizeof address) || getsockname(udp, (struct sockaddr *)&address, &length))
    die("socket");
  printf("port %d\n", ntohs(address.sin_port));
  struct pollfd waiting[2] = {{.fd = udp, .events = POLLIN}, {.fd = STDIN_FILENO, .events = POLLIN}};
  for (;;) {
    if (poll(waiting, 2, -1) < 0) die("poll");
    if (waiting[0].revents) turn();
    if (waiting[1].revents) read_orders();
  }
}
