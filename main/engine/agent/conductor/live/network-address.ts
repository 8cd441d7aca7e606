// Where other computers of the network reach this one.
import type { NetworkInterfaceInfo } from 'node:os';

type Interfaces = Readonly<Record<string, readonly NetworkInterfaceInfo[] | undefined>>;

/** Of virtual machines and containers: nobody else is there. */
const VIRTUAL = /^(?:docker|br-|veth|virbr|vmnet|vboxnet|utun|tun|tap)/i;

/** Its first IPv4 address in a network; its name when it is in none. */
export function networkAddress(interfaces: Interfaces, name: string): string {
  const all = Object.entries(interfaces).sort(([a], [b]) => Number(VIRTUAL.test(a)) - Number(VIRTUAL.test(b)));
  const addresses = all.flatMap(([, infos = []]) => infos).filter(({ family, internal }) => family === 'IPv4' && !internal);
  return addresses[0]?.address ?? name;
}
