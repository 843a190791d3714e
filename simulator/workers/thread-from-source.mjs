/** Starts a helping thread from the sources, in development and in tests: Node 20 reads no TypeScript in a thread by itself. */
import { register } from 'tsx/esm/api';

register();
await import('./thread-main.ts');
