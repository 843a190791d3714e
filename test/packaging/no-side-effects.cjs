// Loaded before a bundle (node --require): whatever opens a socket, asks a name server or starts a process ends the process with 97.
'use strict';
const forbid = (owner, name, what) => {
  owner[name] = () => {
    process.stderr.write(`forbidden: ${what}\n`);
    process.exit(97);
  };
};
const net = require('node:net');
const tls = require('node:tls');
const dns = require('node:dns');
const dgram = require('node:dgram');
const childProcess = require('node:child_process');
forbid(net.Socket.prototype, 'connect', 'socket connect');
forbid(net.Server.prototype, 'listen', 'socket listen');
forbid(tls, 'connect', 'tls connect');
forbid(dns, 'lookup', 'name lookup');
forbid(dns, 'resolve', 'name lookup');
forbid(dns.promises, 'lookup', 'name lookup');
forbid(dgram, 'createSocket', 'datagram socket');
for (const name of ['spawn', 'spawnSync', 'exec', 'execSync', 'execFile', 'execFileSync', 'fork']) forbid(childProcess, name, `child process (${name})`);
forbid(globalThis, 'fetch', 'fetch');
