import { titleOf } from './jobs.ts'
import { megabytes } from './markdown.ts'
import type { JobResult, LargeRequest, MemoryResult, RequestResult } from './results.ts'
import type { Say } from './rounds.ts'

/** Prints one line for each stack with its cost, output and settings. */
export function printJob({ job, rounds, stacks }: JobResult, say: Say): void {
  say(`${job}: ${titleOf(job)}, ${rounds} rounds`)
  for (const { stack, settings, refused, quality, warm, cold, ratio } of stacks) {
    const cells = [
      warm && `${warm.median.toFixed(1).padStart(7)} ms (${warm.low.toFixed(1)}–${warm.high.toFixed(1)})`,
      ratio && `ratio ${ratio.median.toFixed(3)}`,
      cold && `first ${cold.cpu.toFixed(1)} ms, ${megabytes(cold.resident)} resident`,
      quality && `${quality.bytes} bytes, SSIM ${quality.ssim.toFixed(4)}, ${quality.coding}`,
      settings,
      refused && `refused: ${refused}`,
    ]
    say(`  ${stack.padEnd(13)} ${cells.filter(Boolean).join('; ')}`)
  }
}

export function printMemory({ job, stack, peak, refused }: MemoryResult, say: Say): void {
  say(`${job} ${stack}: ${peak === undefined ? `refused: ${refused}` : `${megabytes(peak)} in the isolate`}`)
}

export function printRequests(
  requests: readonly RequestResult[],
  large: LargeRequest | undefined,
  say: Say,
): void {
  for (const { what, perSecond, cpu } of requests)
    say(`${what}: ${perSecond.toFixed(1)} a second, ${cpu.toFixed(2)} ms of CPU each`)
  if (large) say(`${large.what}: ${megabytes(large.resident)} of resident growth, ${large.cpu} ms of CPU`)
}
