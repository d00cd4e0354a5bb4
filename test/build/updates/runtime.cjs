const http = require('node:http');

// What electron-updater asks of Electron, done by Node. Its cache lies where the test says.
const folder = process.env['UPDATES_FOLDER'];
module.exports = {
  app: {
    isPackaged: true,
    getVersion: () => '0.1.0',
    getName: () => 'Adjutant',
    getPath: () => folder,
    whenReady: async () => {},
    on() {},
    once() {},
  },
  session: { fromPartition: () => ({}) },
  net: { request: ({ session: _session, ...options }) => http.request(options) },
  autoUpdater: {},
};
