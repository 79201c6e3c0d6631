// What the doctor's findings mean and what to do about them, in Chinese. In English both come with
// the finding. A test sees to it that no check is forgotten.

interface FindingWords {
  readonly meaning: string;
  readonly remedy: string;
}

export const FINDINGS_ZH: Readonly<Record<string, FindingWords>> = {
  'all-priorities-zero': {
    meaning: '所有从节点的优先级都是 0，永远不会被提升。',
    remedy: '对可以成为主节点的从节点执行 CONFIG SET replica-priority 100。',
  },
  'announces-loopback': {
    meaning: '本哨兵公布的地址会让其他机器连接到它们自己。',
    remedy: 'SENTINEL CONFIG SET announce-ip <其他机器可达的地址>。',
  },
  'chained-replica': {
    meaning: '有从节点跟随另一个从节点：它落后更多，故障转移时会被改为跟随主节点。',
    remedy: '除非确有需要，否则让它直接跟随主节点。',
  },
  'commands-not-permitted': {
    meaning: '有节点不允许故障转移所需的命令。',
    remedy: '在该节点上授权哨兵的用户：ACL SETUSER <用户> +<命令> ...',
  },
  'down-after-low': {
    meaning: 'down-after 低于两秒，只有在没有长时间停顿的环境中才安全。',
    remedy: '确认没有 fork、脚本或磁盘会让主节点停顿这么久，否则把它调大。',
  },
  'down-after-short': {
    meaning: 'down-after 低于一秒，会把繁忙主节点的正常停顿当作死亡。',
    remedy: '在每个哨兵上执行 SENTINEL SET <组> down-after-milliseconds 2000 或更大。',
  },
  'even-sentinel-count': {
    meaning: '偶数个哨兵能容忍的故障数，并不比少一个哨兵时更多。',
    remedy: '在另一台机器上增加一个哨兵，或去掉一个。',
  },
  'failover-timeout-long': {
    meaning: 'failover-timeout 远大于 down-after，原版哨兵在一次失败后会等待很久。',
    remedy: '在每个哨兵上执行 SENTINEL SET <组> failover-timeout <down-after 的五到十倍>。',
  },
  'failure-simulated': {
    meaning: '本哨兵被要求在下一次故障转移中途崩溃。',
    remedy: '如果这不是测试，请重新启动它。',
  },
  'file-not-written': {
    meaning: '配置文件无法写入：本哨兵既不投票，也不会执行故障转移。',
    remedy: '参见 docs/operating/disk.md：目录权限、磁盘空间、只读挂载。',
  },
  'fence-deaf': {
    meaning: '收不到经由主节点的 hello，因此网络分区时不会暂停它的写入。',
    remedy: '在主节点上授权哨兵的用户：publish、subscribe 和 &__sentinel__:hello。',
  },
  'fence-late': {
    meaning: '有哨兵的 hello 间隔过长，无法在 down-after 的一半时间内设置屏障。',
    remedy: '在该哨兵上也设置 fence-minority；有原版哨兵时，把 down-after 设为 5000 或更大。',
  },
  'fence-refused': {
    meaning: '听不到多数哨兵，而主节点不允许暂停它的写入。',
    remedy: '在主节点上授权哨兵的用户：ACL SETUSER <用户> +client|pause',
  },
  'follows-a-stranger': {
    meaning: '有从节点跟随不属于本组的节点。',
    remedy: '如果一直如此，说明该节点属于别处，或不允许更改（参见日志）。',
  },
  'foreign-node': {
    meaning: '已知地址上的节点持有不属于本组的数据：不会让它跟随。',
    remedy:
      '恢复原来的节点。如果这个节点的数据可以丢弃：在它上面对主节点执行 REPLICAOF <ip> <port>，或暂时执行 SENTINEL SET <组> lineage-check no。',
  },
  'group-without-master': {
    meaning: '主节点下线，而可以提升的从节点都没有跟随它到最后：无法得知谁的数据最多。',
    remedy:
      '恢复主节点。或者让数据最多的从节点被提升：在每个哨兵上执行 SENTINEL SET <组> promote-without-master yes；之后也可以用 SENTINEL FAILOVER <组> TO <ip> <port> 指定。',
  },
  'in-tilt': {
    meaning: '本哨兵曾长时间停顿，暂不作判断，也不执行故障转移。',
    remedy: '等待 TILT 结束，再查明是什么让进程停顿或让时钟跳动。',
  },
  maintenance: {
    meaning: '有节点处于维护中：主节点下线时不会故障转移，从节点不会被提升。',
    remedy: '工作完成后，在每个哨兵上执行 SENTINEL MAINTENANCE <组> <ip> <port> OFF。',
  },
  'majority-out-of-reach': {
    meaning: '可达的哨兵少于选举所需：无法进行故障转移。',
    remedy:
      '恢复缺失的哨兵。若已永久移除：SENTINEL FORGET <组> SENTINEL <runid> EVERYWHERE；在原版哨兵上逐个执行 SENTINEL RESET。',
  },
  'master-down': {
    meaning: '法定人数认定主节点下线：就哨兵所见，无法写入。',
    remedy: 'SENTINEL EXPLAIN <组> 说明故障转移在等待什么，以及受什么阻碍。',
  },
  'master-is-replica': {
    meaning: '被认为是主节点的节点自称是从节点。',
    remedy: '有人执行了 REPLICAOF：在该节点上撤销，或等待随后的故障转移。',
  },
  'master-unreached': {
    meaning: '本哨兵认定主节点下线，但法定人数不同意：其他客户端也许仍能写入。',
    remedy: 'SENTINEL EXPLAIN <组> 说明谁不同意。检查本哨兵与主节点之间的网络，或密码。',
  },
  'mixed-addresses': {
    meaning: '同一组的节点以不同方式被识别，未必人人都能到达每个节点。',
    remedy:
      '让它们全部使用主机名，或全部使用同一协议族的地址：节点上设 replica-announce-ip，这里用 MONITOR。',
  },
  'name-not-found': {
    meaning: '有主机名解析失败：如有上次的地址，则继续使用。',
    remedy: '修复本机的域名服务器（/etc/resolv.conf），或把该主机名写入 /etc/hosts。',
  },
  'name-slow': {
    meaning: '有主机名解析很慢：移动后的节点要晚这么久才能到达，原版哨兵在此期间会停住。',
    remedy: '从 /etc/resolv.conf 中去掉不响应的域名服务器，或把该主机名写入 /etc/hosts。',
  },
  'no-promotable-replica': {
    meaning: '目前没有可以提升的从节点：故障转移会被放弃。',
    remedy: '至少修复其中一个所列的问题；参见 docs/operating/explain.md。',
  },
  'no-replica': {
    meaning: '没有已知的从节点：主节点无法被替换。',
    remedy: '添加一个从节点。如果已有，检查主节点的 INFO 是否列出它。',
  },
  'node-announces-loopback': {
    meaning: '有节点的已知地址会让其他机器连接到它们自己，而组内还有其他机器。',
    remedy:
      '从节点：在该节点上执行 CONFIG SET replica-announce-ip <它的地址>，并让它用这样的地址跟随主节点。主节点：执行 SENTINEL REMOVE，再用这样的地址 MONITOR 该组。',
  },
  'node-in-two-groups': {
    meaning: '一个节点同时属于两个组：它们会互相抢夺它。',
    remedy: '待主节点不再列出它之后，对它不属于的组执行 SENTINEL RESET。',
  },
  'node-refuses-us': {
    meaning: '有节点拒绝本哨兵，因此看起来像是下线。',
    remedy: '改正该组的 auth-user 和 auth-pass，或节点上的用户：NOPERM 会指出缺少什么。',
  },
  'one-loss-loses-majority': {
    meaning: '再少一个哨兵，就无法进行故障转移。',
    remedy: '在三台机器上至少运行三个哨兵，并恢复已下线的哨兵。',
  },
  paused: {
    meaning: '本哨兵被要求在一段时间内不对该组发起故障转移。',
    remedy: '工作完成后，在每个被要求过的哨兵上执行 SENTINEL RESUME <组>。',
  },
  'quorum-above-count': {
    meaning: '法定人数多于哨兵总数：永远无法认定主节点下线。',
    remedy: '在每个哨兵上执行 SENTINEL SET <组> quorum <多数>，或找回缺失的哨兵。',
  },
  'quorum-above-majority': {
    meaning: '法定人数多于多数，会让较少的故障就阻止故障转移。',
    remedy: '在每个哨兵上执行 SENTINEL SET <组> quorum <多数>。',
  },
  'quorum-one': {
    meaning: '法定人数为 1 时，单个哨兵的判断就足以开始故障转移。',
    remedy: '在每个哨兵上执行 SENTINEL SET <组> quorum <超过半数>。',
  },
  'replica-down': {
    meaning: '有已知的从节点没有应答。',
    remedy: '恢复它。若已永久移除，用 SENTINEL FORGET <组> REPLICA <ip> <port> EVERYWHERE。',
  },
  'replica-lags': {
    meaning: '有从节点的数据少于主节点此前已有的：如果由它接替，这部分会丢失。',
    remedy: '查明是什么拖慢了它：处理器或磁盘、慢脚本、网络，或写入量超出它的能力。',
  },
  'replica-link-down': {
    meaning: '有从节点与主节点断开，正在落后。',
    remedy: '查看它的日志：多半是 masterauth 缺失或错误，或网络中断。',
  },
  'resolve-without-announce': {
    meaning: '解析主机名但不公布：客户端和节点得到的是会变化的地址。',
    remedy: '若客户端能解析主机名，在每个哨兵上执行 SENTINEL CONFIG SET announce-hostnames yes。',
  },
  'script-not-executable': {
    meaning: '该组的脚本不存在，或本进程无权执行。',
    remedy: '放好脚本，并为哨兵的用户执行 chmod +x。',
  },
  'sentinel-announces-loopback': {
    meaning: '有哨兵公布的地址会让其他机器连接到它们自己。',
    remedy: '在该哨兵上把 announce-ip 设为其他机器可达的地址。',
  },
  'sentinel-at-port-zero': {
    meaning: '有已知的哨兵没有可达的端口，却计入每次多数。',
    remedy: '在该哨兵上设置 announce-port，或设置监听端口。',
  },
  'sentinel-never-answered': {
    meaning: '有已知的哨兵自本哨兵启动以来从未应答；即使它并不存在，也计入每次多数。',
    remedy:
      '让本机能够连到它的地址。若没有这个哨兵，用 SENTINEL FORGET <组> SENTINEL <runid> EVERYWHERE。',
  },
  'sentinel-out-of-reach': {
    meaning: '有已知的哨兵没有应答；即使已永久移除，也计入每次多数。',
    remedy: '恢复它。若已永久移除，用 SENTINEL FORGET <组> SENTINEL <runid> EVERYWHERE。',
  },
  'sentinel-refuses-us': {
    meaning: '另一个哨兵拒绝本哨兵：既得不到它的看法，也得不到它的选票。',
    remedy: '改正 sentinel-user 和 sentinel-pass，或对方的 requirepass 或用户。',
  },
  'sentinel-sends-no-hellos': {
    meaning: '有哨兵应答，但收不到它的 hello：它无法通知自己完成的切换。',
    remedy:
      '检查是否有节点或 ACL 拒绝它在 __sentinel__:hello 上 PUBLISH，以及本哨兵的日志中有无 +hello-refused。',
  },
  'sentinel-without-seal': {
    meaning: '启用了 trust signed，而有哨兵的 hello 没有签名或签名有误，它说的话在这里都不算数。',
    remedy:
      '在该哨兵上执行 SENTINEL CONFIG SET trust-secret <密钥>，所有哨兵相同；old-seal：校准时钟。原版哨兵不会签名：混合部署请用 trust confirm。',
  },
  'sentinels-share-address': {
    meaning: '同一地址上有多个哨兵 id：已不存在的 id 会提高所需的多数。',
    remedy: '重启时保留哨兵的配置文件，用 SENTINEL FORGET 忘记已不存在的 id。',
  },
  'two-masters': {
    meaning: '组内有第二个节点自称是主节点：写入它的数据将会丢失。',
    remedy: '让客户端通过哨兵取得地址；它会被改为从节点，若没有，请检查日志。',
  },
  'vote-channel-blocked': {
    meaning: '另一个哨兵不允许询问其看法和选票。',
    remedy: '在对方授权：ACL SETUSER <用户> +sentinel|is-master-down-by-addr',
  },
  'role-change-not-permitted': {
    meaning: '一个节点不允许改变其角色：既不能被提升，也不能被降级。',
    remedy: '在该节点上为哨兵的用户授权：ACL SETUSER <用户> +multi +exec +slaveof',
  },
  'was-in-tilt': {
    meaning: '本进程曾停顿过久，无法忽略。',
    remedy: '给它足够的处理器，并确保时钟不会跳变。',
  },
  'confirmation-blocked': {
    meaning: '另一个哨兵不允许用来确认其 hello 的提问。',
    remedy: '在对方授权：见 docs/operating/permissions.md。',
  },
  'signed-without-secret': {
    meaning: '要求消息带有签名，却没有用于签名和校验的密钥。',
    remedy: 'SENTINEL CONFIG SET trust-secret <密钥>，所有哨兵须一致。',
  },
  'writes-held-back': {
    meaning: '听不到多数哨兵，因此正在暂停该节点的写入。',
    remedy:
      '恢复缺失的哨兵或网络。已永久移除或从未存在的，用 SENTINEL FORGET <组> SENTINEL <runid> EVERYWHERE。若另一侧不可能已提升其他节点，可立即执行 SENTINEL CONFIG SET fence-minority no。',
  },
  'hellos-refused': {
    meaning: '收到以哨兵名义发出、但该哨兵并不承认的消息。',
    remedy: '查看日志中的 +hello-refused，并只允许哨兵向 __sentinel__:hello 发布消息。',
  },
  'split-view': {
    meaning:
      '另一个哨兵认定的主节点或配置纪元与本哨兵不同：客户端会得到不同的地址，或下一次切换可能传不到它。',
    remedy:
      '配置纪元较大的一方正确：查明它的 hello 为何到不了另一方（日志中的 +hello-refused、节点上的 PUBLISH、网络）。纪元相同时，在出错的一方对该组执行 REMOVE 再 MONITOR。',
  },
};
