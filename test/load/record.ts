import { existsSync, readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { cpus, release, type } from 'node:os'
import type { Summary } from './run.ts'

/** A recorded run of a scenario. */
export interface LoadRun extends Summary {
  /** Day of the run. */
  readonly date: string
  readonly machine: string
}

/** Reads recorded runs in the order of the file. A missing file has none. */
export const readRuns = (file: string): LoadRun[] =>
  existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : []

/**
 * Returns the runs with a new one that replaces its scenario's previous run.
 * @param order all scenario names
 */
export function replaceRun(runs: readonly LoadRun[], run: LoadRun, order: readonly string[]): LoadRun[] {
  const others = runs.filter(({ scenario }) => scenario !== run.scenario)
  return [...others, run].sort((a, b) => order.indexOf(a.scenario) - order.indexOf(b.scenario))
}

/** Writes a run into a file of recorded runs. */
export async function recordRun(file: string, summary: Summary, order: readonly string[]): Promise<void> {
  const machine = `${cpus()[0]?.model.trim() ?? 'unknown'}, ${cpus().length} cores, ${type()} ${release()}`
  const run = { ...summary, date: new Date().toISOString().slice(0, 10), machine }
  await writeFile(file, `${JSON.stringify(replaceRun(readRuns(file), run, order), undefined, 2)}\n`)
}
