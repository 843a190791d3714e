/**
 * What notices failures in Hazelcast: heartbeats for silent hosts and frozen processes, refused connections for dead processes, and pings
 * where they are on. Whichever is first makes a member suspect another; a heartbeat takes it back.
 */
import type { DetectorListener, FailureDetector, Suspicion } from '../failure-detector.ts';
import { type HeartbeatSettings, Heartbeats } from '../heartbeats.ts';
import type { MembershipGround } from '../membership.ts';
import { ConnectionMonitor, type ConnectionMonitorSettings } from './connection-monitor.ts';
import { EchoMonitor, type EchoSettings } from './echo-monitor.ts';

export interface CombinedSettings {
  readonly heartbeats: HeartbeatSettings;
  readonly connections: ConnectionMonitorSettings;
  readonly echo?: EchoSettings | undefined;
}

export class CombinedDetector implements FailureDetector {
  readonly #heartbeats: Heartbeats;
  readonly #connections: ConnectionMonitor;
  readonly #echo: EchoMonitor | null;

  constructor(ground: MembershipGround, listener: DetectorListener, settings: CombinedSettings) {
    this.#heartbeats = new Heartbeats(ground, listener, settings.heartbeats);
    const suspect = (observer: number, subject: number) => this.#heartbeats.suspect(observer, subject);
    this.#connections = new ConnectionMonitor(ground, settings.connections, suspect);
    this.#echo = settings.echo === undefined ? null : new EchoMonitor(ground, settings.echo, suspect);
  }

  get belongs(): Uint8Array {
    return this.#heartbeats.belongs;
  }

  start(): void {
    this.#heartbeats.start();
  }

  openSuspicions(observer: number): readonly Suspicion[] {
    return this.#heartbeats.openSuspicions(observer);
  }

  suspect(observer: number, subject: number): void {
    this.#heartbeats.suspect(observer, subject);
  }

  sideOf(observer: number): Uint8Array {
    return this.#heartbeats.sideOf(observer);
  }

  disturbed(member: number): void {
    this.#heartbeats.disturbed(member);
    this.#connections.disturbed(member);
    this.#echo?.disturbed(this.belongs);
  }

  departed(member: number): void {
    this.#heartbeats.departed(member);
  }

  started(member: number): void {
    this.#heartbeats.started(member);
  }

  resumed(member: number): void {
    this.#heartbeats.resumed(member);
  }

  networkChanged(): void {
    this.#heartbeats.networkChanged();
    this.#echo?.disturbed(this.belongs);
  }

  forgive(observer: number, isForgiven: (subject: number) => boolean): void {
    this.#heartbeats.forgive(observer, isForgiven);
  }
}
