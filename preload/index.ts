// Runs in the sandbox before the page: hands the contract's messages through, and nothing else.
import { contextBridge, ipcRenderer, webUtils } from 'electron';
import { type Bridge, CHANNEL } from '../main/ipc/contract/bridge.ts';
import type { ToFace } from '../main/ipc/contract/wire.ts';

const bridge: Bridge = {
  send: (message) => {
    ipcRenderer.send(CHANNEL, message);
  },
  listen: (listener) => {
    // The event and what `off` returns lead to `ipcRenderer`: both stay on this side.
    const onMessage = (_event: unknown, message: ToFace): void => {
      listener(message);
    };
    ipcRenderer.on(CHANNEL, onMessage);
    return () => {
      ipcRenderer.off(CHANNEL, onMessage);
    };
  },
  pathOf: (file) => webUtils.getPathForFile(file),
};

contextBridge.exposeInMainWorld('tidemark', Object.freeze(bridge));
