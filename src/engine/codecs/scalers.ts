import hqx from '@jsquash/resize/lib/hqx/pkg/squooshhqx_bg.wasm'
import magic from '@jsquash/resize/lib/magic-kernel/pkg/jsquash_magic_kernel_bg.wasm'
import { modules } from '../wasm/optional-modules.ts'

modules.add('hqx', hqx)
modules.add('magic', magic)
