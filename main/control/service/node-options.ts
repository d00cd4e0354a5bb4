/**
 * How Node runs the app without a desktop; `npm start` has the same in `package.json`. Calls notice each collection of
 * young objects: in Node's 16 MB one stops everything for 11 ms (at most 44), in 2 MB for 1.6 (at most 14),
 * though it collects more often, for 1.8 s instead of 0.6 in 39 of a call bench.
 * V8 takes this at its start only.
 */
export const nodeOptions: readonly string[] = ['--max-semi-space-size=2'];
