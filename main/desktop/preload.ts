import { contextBridge, ipcRenderer } from 'electron';
import { createPageTransport } from './page-transport.ts';

contextBridge.exposeInMainWorld('adjutant', createPageTransport(ipcRenderer));
