// @ts-check
import { writeSync } from 'node:fs';
import { ServerResponse } from 'node:http';
import { syncBuiltinESMExports } from 'node:module';
import workers from 'node:worker_threads';

/**
 * Loaded before the built app (`node --import`), in its main thread and in that of the store: the process kills itself
 * at one named instant, as by `kill -9`. The app knows nothing of it; only built-ins of Node are wrapped. No TypeScript,
 * because each thread of each of many starts would have to take the types out first.
 *
 * With a token, nothing counts before that token has been seen, so that work which an earlier run left behind does not
 * set it off.
 * @typedef {import('./death.ts').Death} Death
 * @typedef {(message: unknown) => void} Listener
 */

const told = process.env['ADJUTANT_TEST_DIE_AT'];
const death = told === undefined ? null : /** @type {Death} */ (JSON.parse(told));
let isSeen = death?.token === '';
let left = death?.count ?? 0;

if (death && workers.isMainThread) {
  watchRequests(death);
  watchFetch(death);
  if (death.where === 'delivery') watchDeliveries(death);
} else if (death && workers.parentPort) {
  watchCommits(death, workers.parentPort);
}

/** @param {Death} at */
function pass({ name }) {
  if (!isSeen) return;
  left -= 1;
  if (left > 0) return;
  writeSync(2, `[die-at] ${name}\n`);
  process.kill(process.pid, 'SIGKILL');
}

/** @param {unknown} value */
function look(value) {
  if (death && !isSeen) isSeen = (JSON.stringify(value) ?? '').includes(death.token);
}

/** @param {Death} at @param {unknown} request */
function isMeant(at, request) {
  if (at.where !== 'store') return false;
  const { name, args } = /** @type {{ name: string, args: unknown }} */ (request);
  if (name !== at.operation) return false;
  return at.state === undefined || JSON.stringify(args).includes(`"state":"${at.state}"`);
}

/** Main thread: what the store is asked. @param {Death} at */
function watchRequests(at) {
  const { prototype } = workers.Worker;
  const { postMessage } = prototype;
  prototype.postMessage = function (request, transfer) {
    look(request);
    if (at.where === 'store' && at.phase === 'asked' && isMeant(at, request)) pass(at);
    postMessage.call(this, request, transfer);
  };
}

/** The store's thread: the commit that holds what is meant. @param {Death} at @param {workers.MessagePort} port */
function watchCommits(at, port) {
  /** @type {unknown[]} */
  let batch = [];
  const take = (/** @type {unknown} */ message) => {
    look(message);
    if (typeof message === 'object') batch.push(message);
  };
  const { receiveMessageOnPort } = workers;
  workers.receiveMessageOnPort = (from) => {
    const received = receiveMessageOnPort(from);
    if (received && from === port) take(received.message);
    return received;
  };
  syncBuiltinESMExports();
  const listen = /** @type {(name: string, listener: Listener) => unknown} */ (port.on.bind(port));
  const on = (/** @type {string} */ name, /** @type {Listener} */ listener) =>
    listen(name, (message) => {
      if (name === 'message') take(message);
      listener(message);
    });
  Object.assign(port, { on });
  const { prototype } = process.getBuiltinModule('node:sqlite').DatabaseSync;
  const { exec } = prototype;
  prototype.exec = function (sql) {
    if (sql !== 'COMMIT') return exec.call(this, sql);
    // The first commits of a new file are those of the migrations: nothing was asked yet.
    const isMigration = at.where === 'migration' && batch.length === 0;
    const hits = isMigration ? 1 : batch.filter((one) => isMeant(at, one)).length;
    batch = [];
    const passAll = () => {
      for (let hit = 0; hit < hits; hit += 1) pass(at);
    };
    if (at.phase === 'written') passAll();
    exec.call(this, sql);
    if (at.phase === 'committed') passAll();
  };
}

/** @param {Death} at */
function watchFetch(at) {
  const original = globalThis.fetch;
  const path = at.where === 'request' ? new RegExp(at.path, 'u') : null;
  globalThis.fetch = async (input, init) => {
    const url = input instanceof Request ? input.url : String(input);
    look([url, init?.body]);
    const isThis =
      at.where === 'request' &&
      init?.method === at.method &&
      path?.test(new URL(url).pathname) === true;
    if (isThis && at.phase === 'leaving') pass(at);
    const answer = await original(input, init);
    if (isThis && at.phase === 'answered') pass(at);
    return answer;
  };
}

/** The 2xx of Carbon Voice's webhook. @param {Death} at */
function watchDeliveries(at) {
  const { prototype } = ServerResponse;
  const writeHead = /** @type {(this: ServerResponse, ...args: unknown[]) => ServerResponse} */ (
    prototype.writeHead
  );
  /** @this {ServerResponse} @param {unknown[]} args */
  function replaced(...args) {
    const isTaken = args[0] === 204 && this.req.url?.startsWith('/hooks/carbonvoice/') === true;
    if (isTaken && at.phase === 'answering') pass(at);
    if (isTaken && at.phase === 'answered') this.once('finish', () => pass(at));
    return writeHead.apply(this, args);
  }
  prototype.writeHead = replaced;
}
