import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Test files that take minutes, whatever their size. */
const long = /\/test\/lab\/(rollout|config-changes|service-changes|lost-connection|every-edit)\.test\.ts$/;

/** Begins with the files that take longest, so that at the end no worker is alone with one of them. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isLong = ({ moduleId }: TestSpecification) => long.test(moduleId);
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}
