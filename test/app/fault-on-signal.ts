// Given to Node with `--import`: a fault that nobody caught, whose text has what must not be told.
process.on('SIGUSR2', () => {
  setImmediate(() => {
    throw new Error(`refused: ${process.env['FAULT_TEXT'] ?? ''}`);
  });
});
