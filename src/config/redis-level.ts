// The version of Redis whose protocol and texts we keep: what clients choose their commands by.

export const REDIS_LEVEL = '7.2.4';
