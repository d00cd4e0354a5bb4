import { registerHooks } from 'node:module';

// Given to Node with `--import`: from then on `electron` is the double beside this file.
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'electron'
      ? { url: new URL('./electron.ts', import.meta.url).href, shortCircuit: true }
      : next(specifier, context),
});
