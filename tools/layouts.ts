import { defined } from '../src/lib/defined.ts';
import type { Layout } from '../src/model/layout.ts';
import { type Place, places } from '../src/probes/survey/layouts.ts';

/** Stands for the pid of the running parent, which only a look at a host tells. */
export const PARENT_PID = 1234;

/** Every layout that is known, as its package lays it out and with a server that runs. */
export const layouts: readonly { readonly name: string; readonly layout: Layout }[] = places.map((place) => ({
  name: nameOf(place),
  layout: layoutOf(place),
}));

function nameOf({ family, binaries: [binary] }: Place): string {
  return family === 'unknown' ? `other (${binary})` : family;
}

function layoutOf(place: Place): Layout {
  const { family, unit, control, configRoot, mainConfig, logDirectory, errorLog, accessLog, runUser, pidFile } = place;
  return {
    family,
    ...defined({ unit }),
    parentPid: PARENT_PID,
    binary: place.binaries[0],
    control,
    startArguments: [],
    configRoot,
    mainConfig,
    logDirectory,
    errorLog,
    accessLog,
    runUser,
    pidFile,
  };
}
