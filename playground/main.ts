import { buildPage } from './build.ts'

/** Builds the page for the project in the given folder: `node playground/main.ts FOLDER`. */
await buildPage(process.argv[2] ?? process.cwd())
