import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { canScore, ssimulacra2 } from '../../../bench/formats/ssimulacra2.ts'

const MISSING = '/no/such/program'
const installed = await canScore()

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'signet-test-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function program(script: string): Promise<string> {
  const path = join(folder, `${script.length}.sh`)
  await writeFile(path, `#!/bin/sh\n${script}\n`)
  await chmod(path, 0o755)
  return path
}

const gray = (level: number) => ({ width: 32, height: 32, data: new Uint8Array(32 * 32 * 3).fill(level) })

test('the program gets two PPM files and prints the score', async () => {
  const script = 'test "$(head -c 2 "$1")$(head -c 2 "$2")" = P6P6 && echo 87.25'
  expect(await ssimulacra2(gray(0), gray(9), await program(script))).toBe(87.25)
})

test('a program that prints no number causes an error', async () => {
  const broken = await program('echo Could not load')
  await expect(ssimulacra2(gray(0), gray(9), broken)).rejects.toThrow('Could not load')
})

test('a missing program is detected before the run and causes an error', async () => {
  expect(await canScore(MISSING)).toBe(false)
  await expect(ssimulacra2(gray(0), gray(9), MISSING)).rejects.toThrow('not installed')
})

test.skipIf(!installed)('the program of libjxl scores equal pictures 100 and others lower', async () => {
  expect(await ssimulacra2(gray(128), gray(128))).toBeCloseTo(100)
  expect(await ssimulacra2(gray(128), gray(20))).toBeLessThan(90)
})
