/** The server as a process on standard input and output, spoken to line by line: what a host does, without a host's library. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

export interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: Record<string, unknown>;
  readonly result?: Record<string, unknown>;
  readonly error?: { readonly code: number; readonly message: string };
}

interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export class StdioServer {
  readonly messages: Message[] = [];
  /** Lines of stdout that are not JSON-RPC; there must be none. */
  readonly strayLines: string[] = [];
  readonly process: ChildProcess;
  readonly exited: Promise<Exit>;
  stderr = '';
  #ended = false;
  #next = 0;
  readonly #watchers = new Set<() => void>();

  constructor(args: readonly string[], cwd: string) {
    this.process = spawn(process.execPath, args, { cwd, stdio: 'pipe', env: { PATH: process.env.PATH ?? '' } });
    this.exited = new Promise((resolve) => this.process.once('exit', (code, signal) => resolve({ code, signal })));
    this.process.stderr!.setEncoding('utf8').on('data', (text: string) => {
      this.stderr += text;
    });
    const lines = createInterface({ input: this.process.stdout! });
    lines.on('line', (line) => this.#take(line));
    lines.once('close', () => {
      this.#ended = true;
      this.#wake();
    });
  }

  async initialize(): Promise<Message> {
    const answer = await this.ask('initialize', {
      protocolVersion: '2025-11-25',
      capabilities: {},
      clientInfo: { name: 'test', version: '0' },
    });
    this.tell('notifications/initialized', {});
    return answer;
  }

  /** Sends a request and returns its id at once. */
  send(method: string, params: Record<string, unknown>): number {
    const id = ++this.#next;
    this.#write({ jsonrpc: '2.0', id, method, params });
    return id;
  }

  tell(method: string, params: Record<string, unknown>): void {
    this.#write({ jsonrpc: '2.0', method, params });
  }

  answerTo(id: number, timeoutMs = 20_000): Promise<Message> {
    return this.until((message) => message.id === id, timeoutMs);
  }

  ask(method: string, params: Record<string, unknown>): Promise<Message> {
    return this.answerTo(this.send(method, params));
  }

  /** The first message, past or to come, for which `fits` holds. */
  async until(fits: (message: Message) => boolean, timeoutMs = 20_000): Promise<Message> {
    const deadline = performance.now() + timeoutMs;
    for (;;) {
      const found = this.messages.find(fits);
      if (found !== undefined) return found;
      const left = deadline - performance.now();
      if (this.#ended) throw new Error(`the server ended before such a message; stderr: ${this.stderr}`);
      if (left <= 0) throw new Error(`no such message within ${timeoutMs} ms; stderr: ${this.stderr}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(done, left);
        const watchers = this.#watchers;
        function done(): void {
          clearTimeout(timer);
          watchers.delete(done);
          resolve();
        }
        watchers.add(done);
      });
    }
  }

  #write(message: object): void {
    this.process.stdin!.write(`${JSON.stringify(message)}\n`);
  }

  #take(line: string): void {
    try {
      this.messages.push(JSON.parse(line) as Message);
    } catch {
      this.strayLines.push(line);
    }
    this.#wake();
  }

  #wake(): void {
    for (const watcher of [...this.#watchers]) watcher();
  }
}
