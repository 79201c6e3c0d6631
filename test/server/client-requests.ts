// What is sent to a stock Sentinel and to our server, one line a connection: CLIENT and COMMAND,
// SHUTDOWN and INFO in all their forms, good and bad. A semicolon parts commands, and a plus at the
// end of a line says that the next one goes on. Nothing here depends on who else is connected.

const TRACKING = `
client tracking
client tracking foo
client tracking on ; client trackinginfo ; client getredir ; client tracking off ; +
client trackinginfo
client tracking off ; client getredir
client tracking ON NOLOOP noloop ; client trackinginfo
client tracking on foo
client tracking on redirect
client tracking on redirect x
client tracking on redirect 0
client tracking on redirect -5
client tracking on redirect 99999999999999999999
client tracking on redirect 77777 redirect x
client tracking off redirect 77777
client tracking foo redirect 77777
client tracking off foo
client tracking off optin ; client trackinginfo
client tracking off bcast prefix a ; client trackinginfo
client tracking on prefix
client tracking on prefix a
client tracking on optin optout prefix a
client tracking on optin optout
client tracking on bcast optin
client tracking on bcast optin optout
client tracking on bcast ; client trackinginfo ; client caching yes ; client caching no
client tracking on bcast prefix a prefix b noloop ; client trackinginfo
client tracking on bcast prefix b ; client tracking on bcast prefix a ; client trackinginfo
client tracking on bcast prefix a ; client tracking on bcast ; client trackinginfo
client tracking on bcast prefix "" ; client tracking on bcast prefix a ; client trackinginfo
client tracking on bcast prefix a prefix ab
client tracking on bcast prefix a prefix a ; client trackinginfo
client tracking on bcast prefix a ; client tracking on bcast prefix ab ; +
client tracking on bcast prefix a
client tracking on bcast prefix a ; client tracking on
client tracking on ; client tracking on bcast
client tracking on optin ; client tracking on optout ; client tracking on ; client trackinginfo
client tracking on ; client tracking on optin ; client trackinginfo
client tracking on optin ; client caching yes ; client trackinginfo ; client caching no
client tracking on optout ; client caching no ; client trackinginfo ; client caching yes
client tracking on optin ; client caching yes ; client id x ; client trackinginfo ; ping ; +
client trackinginfo
client tracking on optin ; client caching yes ; nope ; client trackinginfo
client tracking on optin ; client caching yes ; client nope ; client trackinginfo
client tracking on optin ; client caching yes ; client caching ; client trackinginfo
client tracking on optin ; client caching yes ; client tracking on optin ; client trackinginfo
client tracking on optin ; client caching yes ; client tracking off ; +
client tracking on optin ; client trackinginfo
client tracking on optin ; client caching foo
client tracking on ; client caching foo ; client caching yes ; client caching no
client caching yes
client caching foo
client caching
client caching yes x
client getredir x
client trackinginfo x`;

const KILLING = `
client kill
client kill 1.2.3.4:5
client kill foo
client kill ""
client kill foo bar
client kill id 77777
client kill ID 77777 id 77778
client kill id x
client kill id 0
client kill id -1
client kill id 01
client kill id
client kill id 77777 foo
client kill id 77777 type
client kill id 77777 type foo
client kill type foo
client kill type master
client kill type slave
client kill type replica id 77777
client kill user nobody
client kill user ""
client kill user default id 77777
client kill skipme
client kill skipme foo
client kill skipme yes id 77777
client kill addr 1.2.3.4:5
client kill addr 1.2.3.4:5 laddr 1.2.3.4:6 user default type normal id 77777 skipme no
client kill laddr 1.2.3.4:5
client list type
client list type foo
client list type master
client list type replica
client list type normal x
client list id
client list id x
client list id 77777 x
client list id 77777 -1 0
client list id 01
client list foo
client list foo bar
client info x
client id x
client getname x
client no-touch on
client kill type normal skipme no id 77777
client unblock
client unblock x
client unblock x foo
client unblock 77777
client unblock 77777 foo
client unblock 77777 timeout
client unblock 77777 ERROR
client UNBLOCK 77777 error x
client unpause
client unpause x
client pause
client pause x
client pause -1
client pause 1 foo
client pause x foo
client pause -1 foo
client pause 1.5
client pause 99999999999999999999
client pause 0 ; ping
client pause 1 ; ping
client pause 1 all ; ping
client pause 1 write ; publish foo bar
client PaUsE 1 write x
client no-evict
client no-evict foo
client no-evict on ; client no-evict off
client no-evict on x`;

const REPLYING = `
client reply
client reply foo
client reply on
client reply on x
client reply off ; ping ; client reply on ; ping
client reply off ; nope ; client ; client list ; client reply foo ; client reply on
client reply off ; client reply skip ; ping ; ping ; client reply on
client reply off ; subscribe a ; unsubscribe a ; client reply on
client reply off ; subscribe a ; psubscribe x ; unsubscribe ; punsubscribe ; client reply on
client reply skip ; ping ; ping
client reply skip ; ping
client reply skip ; nope ; ping
client reply skip ; client ; ping
client reply skip ; client reply on ; ping
client reply skip ; client reply skip ; ping ; ping
client reply skip ; subscribe a b ; ping
client reply skip ; client setname x ; client getname
client reply skip ; sentinel nope ; ping
client setname x ; client getname ; client setname "" ; client getname
client setname "a b"
client setname "a\\nb"
client setname
client`;

const DESCRIBING = `
command count x
command foo
command docs nope
command docs nope sentinel|nope
command info nope
command info ping info role auth hello publish
command info PING nope Client|List
command info subscribe psubscribe unsubscribe punsubscribe shutdown
command info client|caching client|getname client|getredir client|help client|id client|info
command info client|kill client|list client|no-evict client|pause client|reply client|setname
command info client|tracking client|trackinginfo client|unblock client|unpause
command info command|count command|docs command|getkeys command|getkeysandflags
command info command|help command|info command|list
command info sentinel|help sentinel|master sentinel|slaves sentinel|set sentinel|debug
command info quit reset echo time select get config
command list x
command list filterby
command list filterby pattern
command list filterby pattern a b
command list filterby foo x
command list filterby module x
command list filterby module
command list filterby aclcat nope
command list filterby aclcat read
command list filterby pattern pin?
command list filterby pattern PING
command list filterby pattern nope*
command getkeys
command getkeys ping
command getkeys ping x
command getkeys nope x
command getkeys get x
command getkeys sentinel master
command getkeys SENTINEL Master x y
command getkeys sentinel nope x
command getkeys client kill
command getkeys client|kill x
command getkeysandflags
command getkeysandflags ping x
command getkeysandflags nope x
command getkeysandflags sentinel nope
shutdown foo
shutdown abort
shutdown ABORT abort
shutdown abort now
shutdown nosave save
shutdown save nosave now
shutdown now force foo
shutdown nosave abort
info nope
info ""
info nope nope
role x
ping a b
subscribe a ; info nope ; client id x ; command count x ; ping
subscribe a ; hello 2 ; auth x ; nope ; client ; sentinel nope
hello 2 setname
hello 2 setname a setname
hello 2 auth x
hello 3 3
hello ""
hello 2 2
monitor
multi
exec
save
bgsave
bgrewriteaof
blpop a 0
replicaof no one
slaveof no one
config get x
pubsub channels
slowlog get
latency doctor
memory usage a
debug sleep 0
get a
set a b
ssubscribe a
failover
migrate
object help
script kill
wait 0 0
watch a
function list`;

/** Each ends its connection's last command without a line end. */
export const CLIENT_REQUESTS: readonly string[] = [TRACKING, KILLING, REPLYING, DESCRIBING]
  .flatMap((text) => text.trim().replaceAll('+\n', '').split('\n'))
  .map((line) => line.replaceAll(' ; ', '\n'));
