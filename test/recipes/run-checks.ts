/**
 * Imports the checks of the recipes whose folders are given, and prints the error of each as JSON;
 * empty if it passes.
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
