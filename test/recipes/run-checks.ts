/**
 * Program that imports the checks of the recipes whose folders are its arguments. It prints their
 * errors as JSON, by folder. The text is empty for a check that passes.
 */
const results: Record<string, string> = {}
for (const folder of process.argv.slice(2)) {
  try {
    await import(`./${folder}/check.ts`)
    results[folder] = ''
  } catch (error) {
    results[folder] = String(error instanceof Error ? error.stack : error)
  }
}
console.log(JSON.stringify(results))
