// Adds the codecs of the standard build, for tests that import the engine without an entry.
import '../../../src/engine/codecs/standard.ts'
