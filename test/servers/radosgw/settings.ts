// A Ceph of one machine that keeps everything in memory: a monitor, a disk, and its S3 gateway.
import { join } from 'node:path';

export const ACCESS_KEY = 'test';
export const SECRET_KEY = 'kept-from-everybody-7f3a';

export interface Ports {
  readonly monitor: number;
  readonly gateway: number;
}

export interface Folders {
  /** What Debian's packages were unpacked into. */
  readonly root: string;
  /** Of this run. */
  readonly state: string;
}

export const FSID = '5d1b2c3a-0000-4000-8000-000000000001';
export const DISK_ID = '5d1b2c3a-0000-4000-8000-000000000002';
/** Of the gateway's own key store, which is for tests: name and 32 bytes. */
const KMS_KEYS = `tests=${Buffer.alloc(32, 7).toString('base64')}`;

export function libraries({ root }: Pick<Folders, 'root'>): string {
  return join(root, 'usr/lib/x86_64-linux-gnu');
}

export function keyring({ state }: Pick<Folders, 'state'>): string {
  return join(state, 'keyring');
}

export function accessLog({ state }: Pick<Folders, 'state'>): string {
  return join(state, 'log', 'client.rgw.a.log');
}

/** ceph.conf. Small waits, one copy of each thing, everything under one folder, only on this machine. */
export function settings(folders: Folders, { monitor, gateway }: Ports): string {
  const { state } = folders;
  const lib = libraries(folders);
  const values = {
    fsid: FSID,
    auth_cluster_required: 'cephx',
    auth_service_required: 'cephx',
    auth_client_required: 'cephx',
    mon_initial_members: 'a',
    mon_host: `v2:127.0.0.1:${monitor}/0`,
    public_addr: '127.0.0.1',
    cluster_addr: '127.0.0.1',
    osd_pool_default_size: 1,
    osd_pool_default_min_size: 1,
    osd_pool_default_pg_num: 4,
    osd_pool_default_pg_autoscale_mode: 'off',
    mon_allow_pool_size_one: 'true',
    mon_data_avail_crit: 1,
    osd_crush_chooseleaf_type: 0,
    osd_objectstore: 'memstore',
    memstore_device_bytes: 4 * 1024 ** 3,
    paxos_propose_interval: 0.05,
    paxos_min_wait: 0.01,
    osd_class_dir: join(lib, 'rados-classes'),
    erasure_code_dir: join(lib, 'ceph/erasure-code'),
    plugin_dir: join(lib, 'ceph'),
    keyring: keyring(folders),
    mon_data: join(state, 'mon'),
    osd_data: join(state, 'osd'),
    rgw_data: join(state, 'rgw'),
    run_dir: join(state, 'run'),
    crash_dir: join(state, 'crash'),
    admin_socket: '',
    pid_file: '',
    log_file: join(state, 'log', '$name.log'),
    mon_cluster_log_file: join(state, 'log', 'cluster.log'),
    debug_mon: '0/0',
    debug_paxos: '0/0',
    debug_rgw: '0/0',
    debug_rgw_access: '1/1',
    rgw_frontends: `beast endpoint=127.0.0.1:${gateway}`,
    // Buckets are small and many here: one shard each, none split later.
    rgw_override_bucket_index_max_shards: 1,
    rgw_dynamic_resharding: 'false',
    // What is deleted frees its memory soon.
    rgw_gc_obj_min_wait: 5,
    rgw_gc_processor_period: 5,
    rgw_crypt_require_ssl: 'false',
    rgw_crypt_s3_kms_backend: 'testing',
    rgw_crypt_s3_kms_encryption_keys: KMS_KEYS,
  };
  const lines = Object.entries(values).map(([name, value]) => `${name} = ${value}`);
  return `[global]\n${lines.join('\n')}\n`;
}
