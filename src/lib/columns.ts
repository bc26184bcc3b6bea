/** Lines of fixed width from rows of cells: columns of numbers stand right, others left; one line per row. */
export function columns(rows: readonly (readonly string[])[]): readonly string[] {
  const count = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: count }, (_, index) =>
    Math.max(0, ...rows.map((row) => Array.from(row[index] ?? '').length)),
  );
  const numeric = widths.map(
    (_, index) =>
      rows.slice(1).some((row) => number.test(row[index] ?? '')) &&
      rows.slice(1).every((row) => number.test(row[index] ?? '') || blank.test(row[index] ?? '')),
  );
  return rows.map((row) =>
    widths
      .map((width, index) => {
        const cell = row[index] ?? '';
        const room = ' '.repeat(width - Array.from(cell).length);
        return numeric[index] === true ? room + cell : cell + room;
      })
      .join('  ')
      .trimEnd(),
  );
}

const number = /^-?[\d,.]+(?: ?(?:%|[KMG]iB|s|min|h|days|ms|\/min))?$/;
const blank = /^[-–?]?$/;
