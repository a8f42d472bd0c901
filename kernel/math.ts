/**
 * Exports of `math.wasm`: `Math` functions whose results ECMAScript leaves to the engine.
 * AssemblyScript's own versions (ported from musl) give the same bits everywhere, because
 * WebAssembly defines the result for every operation that they use.
 */

export function sin(x: f64): f64 {
  return Math.sin(x)
}

export function cos(x: f64): f64 {
  return Math.cos(x)
}

export function tan(x: f64): f64 {
  return Math.tan(x)
}

export function asin(x: f64): f64 {
  return Math.asin(x)
}

export function exp(x: f64): f64 {
  return Math.exp(x)
}

export function log1p(x: f64): f64 {
  return Math.log1p(x)
}

export function pow(x: f64, y: f64): f64 {
  return x ** y
}

export function cbrt(x: f64): f64 {
  return Math.cbrt(x)
}
