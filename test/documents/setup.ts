import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import heic from '../../packages/heic/package.json' with { type: 'json' }
import worker from '../../packages/worker/package.json' with { type: 'json' }
import { buildHeic } from '../../tools/packages/heic.ts'
import { buildWorker } from '../../tools/packages/worker.ts'
import { installSigner, PEERS } from '../support/project/installed-package.ts'

/**
 * Installs the signer, and puts the other packages beside it. Code blocks are type-checked against
 * all of them.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  // Types in the Worker's configuration come from valibot.
  const { folder, remove } = await installSigner([...PEERS, 'valibot'])
  const packages = join(folder, 'node_modules')
  await buildWorker(process.cwd(), join(packages, worker.name))
  await buildHeic(process.cwd(), join(packages, heic.name))
  project.provide('installed', folder)
  return remove
}
