// Whether a request has the credential of a scheme.
import type { Request } from 'express'

const WANTED: Record<string, [string, string]> = {
  bearer: ['authorization', 'Bearer front-row'],
  basic: ['authorization', 'Basic bWF4OnBvcGNvcm4='],
  key: ['x-key', 'key-7']
}

export async function expressAuthentication (request: Request, scheme: string): Promise<string> {
  const [name, wanted] = WANTED[scheme] ?? ['', '']
  if (request.headers[name] === wanted) return 'a guest'
  throw Object.assign(new Error(`not ${String(request.headers[name])}`), { status: 401 })
}
