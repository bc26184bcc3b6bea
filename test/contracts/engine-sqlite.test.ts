import { engineContract } from './engine.ts';

engineContract('sqlite', { oneProcess: true });
