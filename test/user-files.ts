// Two configuration files as users have them, one for the foreground and one for the background.
// They must load unchanged.

export const FOREGROUND_FILE: string = `port 26379
dir "/data/redis"
logfile "26379.log"
sentinel monitor mymaster 127.0.0.1 7000 2
sentinel down-after-milliseconds mymaster 30000
sentinel parallel-syncs mymaster 1
sentinel failover-timeout mymaster 180000
`;

export const DAEMON_FILE: string = `port 26379
daemonize yes
pidfile /var/run/redis-sentinel-26379.pid
logfile "stl-26379.log"
dir /data/redis
sentinel monitor mymaster 127.0.0.1 7000 2
sentinel down-after-milliseconds mymaster 30000
sentinel parallel-syncs mymaster 1
sentinel failover-timeout mymaster 180000
sentinel deny-scripts-reconfig yes
`;
