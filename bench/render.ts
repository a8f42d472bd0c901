import { charts } from './charts.ts'
import { renderReport } from './report.ts'
import type { Results } from './results.ts'

/** Renders the report and the charts. The keys in the result are file names in `bench`. */
export function renderFiles(results: Results): Readonly<Record<string, string>> {
  return { 'README.md': renderReport(results), ...charts(results) }
}
