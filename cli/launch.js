#!/usr/bin/env node
// Runs the repository's commands. This file is plain JavaScript and imports no packages, so that it
// also runs before `npm ci`, in any Node version.
import { existsSync } from 'node:fs'
import process from 'node:process'

const INSTALL = 'run npm ci in the folder of the repository, and try again'

/**
 * Returns the sentence for an error about a missing package, or `undefined` for any other error.
 */
function missing(error) {
  const { code, message } = Object(error)
  if (code !== 'ERR_MODULE_NOT_FOUND' && code !== 'MODULE_NOT_FOUND') return undefined
  const [, name] = /^Cannot find (?:package|module) '([^'/.][^']*)'/.exec(message) ?? []
  return name && `the package ${name} is not installed: ${INSTALL}`
}

async function launch() {
  if (!existsSync(new URL('../node_modules', import.meta.url)))
    return `the packages are not installed: ${INSTALL}`
  if (!process.features.typescript)
    return `Node ${process.versions.node} does not run TypeScript: use npx --no signet or npm run, which run the Node of node_modules`
  try {
    await import('./main.ts')
    return undefined
  } catch (error) {
    const sentence = missing(error)
    if (sentence === undefined) throw error
    return sentence
  }
}

const trouble = await launch()
if (trouble !== undefined) {
  process.stderr.write(`${trouble}\n`)
  process.exitCode = 1
}
