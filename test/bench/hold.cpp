// The HOLD model in C++: take the earliest of N pending events, schedule one at now + Exp(1).
// Queues: winner (branch-free winner tree over fixed slots; the fastest we could write, it exploits that every pop is
// followed by a push of the same slot), heap4 (4-ary heap of (time, sequence), replace-top), std (std::priority_queue).
// usage: hold <winner|heap4|std> <log|ziggurat> <N> <events>; prints CPU ns per event and a checksum of the times.
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <limits>
#include <queue>
#include <vector>

struct Sfc32 {
  uint32_t a = 1, b = 2, c = 3, counter = 1;
  uint32_t next() {
    uint32_t sum = a + b + counter++;
    a = b ^ (b >> 9);
    b = c + (c << 3);
    c = ((c << 21) | (c >> 11)) + sum;
    return sum;
  }
  double uniform() {
    uint64_t high = next() >> 5;
    return (double)(high * 67108864 + (next() >> 6)) / 9007199254740992.0;
  }
};

struct Ziggurat {
  double edge[257], scale[257], height[257];
  Ziggurat() {
    const double tail = 7.69711747013105, area = 0.00394965982258156;
    edge[0] = area / std::exp(-tail);
    edge[1] = tail;
    for (int i = 1; i < 255; i++) edge[i + 1] = -std::log(std::exp(-edge[i]) + area / edge[i]);
    edge[256] = 0;
    for (int i = 0; i < 257; i++) scale[i] = edge[i] / 9007199254740992.0, height[i] = std::exp(-edge[i]);
  }
};
static const Ziggurat ziggurat;

template <bool Log> struct Draw {
  Sfc32 stream;
  double operator()() {
    if (Log) return -std::log(1 - stream.uniform());
    for (double offset = 0;;) {
      uint64_t first = stream.next();
      uint32_t second = stream.next();
      int layer = second & 255;
      double x = (double)(first * 2097152 + (second >> 11)) * ziggurat.scale[layer];
      if (x < ziggurat.edge[layer + 1]) return offset + x;
      if (layer == 0) { offset += ziggurat.edge[1]; continue; }
      double low = ziggurat.height[layer];
      if (low + stream.uniform() * (ziggurat.height[layer + 1] - low) < std::exp(-x)) return offset + x;
    }
  }
};

static double cpuNow() {
  timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return t.tv_sec * 1e9 + t.tv_nsec;
}

struct Event { double time; uint64_t sequence; uint32_t slot; };
static bool before(const Event &x, const Event &y) { return x.time < y.time || (x.time == y.time && x.sequence < y.sequence); }
struct Later { bool operator()(const Event &x, const Event &y) const { return before(y, x); } };

template <bool Log> struct Winner {
  Draw<Log> draw;
  int leaves = 1;
  std::vector<double> times;
  std::vector<int> winner;
  Winner(int n) {
    while (leaves < n) leaves *= 2;
    times.assign(leaves, std::numeric_limits<double>::infinity());
    for (int i = 0; i < n; i++) times[i] = draw();
    winner.resize(2 * leaves);
    for (int i = 0; i < leaves; i++) winner[leaves + i] = i;
    for (int i = leaves - 1; i >= 1; i--) play(i);
  }
  void play(int i) {
    int l = winner[2 * i], r = winner[2 * i + 1];
    winner[i] = times[r] < times[l] ? r : l;
  }
  double hold() {
    int slot = winner[1];
    double now = times[slot];
    double t = now + draw();
    times[slot] = t;
    int w = slot;
    for (int i = leaves + slot; i > 1; i >>= 1) {
      int other = winner[i ^ 1];
      double o = times[other];
      bool swap = o < t;
      w = swap ? other : w;
      t = swap ? o : t;
      winner[i >> 1] = w;
    }
    return now;
  }
};

template <bool Log> struct Std {
  Draw<Log> draw;
  uint64_t sequence = 0;
  std::priority_queue<Event, std::vector<Event>, Later> queue;
  Std(int n) { for (int i = 0; i < n; i++) queue.push({draw(), sequence++, (uint32_t)i}); }
  double hold() {
    Event e = queue.top();
    queue.pop();
    queue.push({e.time + draw(), sequence++, e.slot});
    return e.time;
  }
};

template <bool Log> struct Heap4 {
  Draw<Log> draw;
  uint64_t sequence = 0;
  int n;
  std::vector<unsigned __int128> keys;
  // Positive doubles order like their bits; time above sequence in one 128-bit integer compares without branches.
  static unsigned __int128 key(double time, uint64_t sequence) {
    uint64_t bits;
    std::memcpy(&bits, &time, 8);
    return ((unsigned __int128)bits << 64) | sequence;
  }
  Heap4(int n) : n(n) {
    std::priority_queue<unsigned __int128, std::vector<unsigned __int128>, std::greater<>> sorted;
    for (int i = 0; i < n; i++) sorted.push(key(draw(), sequence++));
    while (!sorted.empty()) keys.push_back(sorted.top()), sorted.pop();
    for (int i = 0; i < 8; i++) keys.push_back(~(unsigned __int128)0);
  }
  double hold() {
    uint64_t bits = (uint64_t)(keys[0] >> 64);
    double now;
    std::memcpy(&now, &bits, 8);
    unsigned __int128 k = key(now + draw(), sequence++);
    int i = 0;
    for (int c = 1; c < n; c = 4 * i + 1) {
      int l = keys[c + 1] < keys[c] ? c + 1 : c;
      int r = keys[c + 3] < keys[c + 2] ? c + 3 : c + 2;
      int m = keys[r] < keys[l] ? r : l;
      if (k < keys[m]) break;
      keys[i] = keys[m];
      i = m;
    }
    keys[i] = k;
    return now;
  }
};

template <class Queue> static void measure(int n, long events) {
  Queue queue(n);
  double checksum = 0;
  for (long i = 0; i < events / 2 + 2L * n; i++) checksum += queue.hold();
  double start = cpuNow();
  for (long i = 0; i < events; i++) checksum += queue.hold();
  std::printf("%.3f %.6f\n", (cpuNow() - start) / events, checksum);
}

template <bool Log> static void choose(const char *name, int n, long events) {
  if (!std::strcmp(name, "winner")) measure<Winner<Log>>(n, events);
  else if (!std::strcmp(name, "heap4")) measure<Heap4<Log>>(n, events);
  else measure<Std<Log>>(n, events);
}

int main(int, char **argv) {
  int n = std::atoi(argv[3]);
  long events = std::atol(argv[4]);
  if (!std::strcmp(argv[2], "log")) choose<true>(argv[1], n, events);
  else choose<false>(argv[1], n, events);
}
