// Entry for Node, Bun and Deno: prints the digests of the jobs in a folder as JSON.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { argv } from 'node:process'
import { digests } from './digests.js'

const [, , folder] = argv
const read = async (name) => Uint8Array.from(await readFile(join(folder, name)))
const jobs = JSON.parse(await readFile(join(folder, 'jobs.json'), 'utf8'))
console.log(JSON.stringify(await digests(jobs, read)))
