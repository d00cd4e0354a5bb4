/** The name of this machine in an address, as `URL` tells it: `localhost`, 127.0.0.0/8 or `[::1]`. */
export const loopbackHost = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/u;
