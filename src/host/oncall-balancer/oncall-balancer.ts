import { readProgram } from '../../lib/program.ts';

/** Where the balancer's host has the root-owned helper. */
export const balancerHelperPath = '/usr/local/sbin/oncall-balancer';

/** The helper on a balancer's host, as it is installed. */
export const balancerHelper = readProgram(import.meta.dirname, 'oncall-balancer.sh');
