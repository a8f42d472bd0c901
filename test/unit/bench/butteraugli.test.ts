import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { butteraugli, canMeasureDistance } from '../../../bench/formats/butteraugli.ts'

const MISSING = '/no/such/program'
const installed = await canMeasureDistance()

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

test('the distance is the 3-norm, not the maximum', async () => {
  const printing = await program('echo 2.5; echo 3-norm: 0.75')
  expect(await butteraugli(gray(0), gray(9), printing)).toBe(0.75)
})

test('a program that prints no 3-norm causes an error', async () => {
  const broken = await program('echo 2.5')
  await expect(butteraugli(gray(0), gray(9), broken)).rejects.toThrow('2.5')
})

test('a missing program is detected before the run and causes an error', async () => {
  expect(await canMeasureDistance(MISSING)).toBe(false)
  await expect(butteraugli(gray(0), gray(9), MISSING)).rejects.toThrow('not installed')
})

test.skipIf(!installed)('the program of libjxl finds no distance between equal pictures', async () => {
  expect(await butteraugli(gray(128), gray(128))).toBeCloseTo(0)
  expect(await butteraugli(gray(128), gray(20))).toBeGreaterThan(1)
})
