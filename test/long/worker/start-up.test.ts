import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, inject, test } from 'vitest'
import { measureStartUp } from '../../../tools/start-up.ts'

const { directory, compatibilityDate: date, compatibilityFlags: flags } = inject('bundle')

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'signet-start-'))
})
afterEach(() => rm(folder, { recursive: true }))

const measure = async (code: string) => {
  await writeFile(join(folder, 'index.js'), code)
  return measureStartUp(folder, { date, flags }, 2)
}

test('the Worker starts in bare workerd and answers /health', async () => {
  const { cpu, elapsed } = await measureStartUp(directory, { date, flags }, 2)
  expect(elapsed.median).toBeGreaterThan(0)
  if (process.platform === 'linux') expect(cpu?.median).toBeGreaterThan(0)
})

test('the start-up time includes work in the global scope', async () => {
  const quick = await measure('export default { fetch: () => new Response("ok") }')
  const slow = await measure(`
    const digits = (rounds) => {
      let text = 0
      for (let round = 0; round < rounds; round++) text = (text * 31 + round) | 0
      return text
    }
    const digest = digits(2e8)
    export default { fetch: () => new Response(String(digest)) }`)
  const ms = ({ cpu, elapsed }: typeof quick) => (cpu ?? elapsed).median
  expect(ms(slow)).toBeGreaterThan(ms(quick) + 50)
})

test('an answer other than 200 is an error', async () => {
  await expect(
    measure('export default { fetch: () => new Response("no", { status: 500 }) }'),
  ).rejects.toThrow('/health answered 500: no')
})

test('a bundle that does not start is an error', async () => {
  await expect(measure('throw new Error("broken")')).rejects.toThrow(/workerd ended|fetch failed/)
})
