// Starts the cinema.
import express, { type NextFunction, type Request, type Response } from 'express'
import { ValidateError } from 'tsoa'
import document from '../made/swagger.json'
import { RegisterRoutes } from '../made/routes'
import { received, tomorrow } from './record'

const app = express()
app.use(express.json())
app.use(express.urlencoded({ extended: true }))
if (process.env.LIVE_TOMORROW) app.use(tomorrow)
RegisterRoutes(app)
app.get('/openapi.json', (_: Request, response: Response) => { response.json(document) })
app.get('/-/ready', (_: Request, response: Response) => { response.send('ready') })
app.get('/-/received', (_: Request, response: Response) => { response.json(received()) })
app.use((error: Error & { status?: number }, _: Request, response: Response, next: NextFunction) => {
  if (response.headersSent) return next(error)
  const fields = error instanceof ValidateError ? error.fields : undefined
  response.status(error.status ?? 500).json({ message: error.message, fields })
})
app.listen(Number(process.argv[2]), '127.0.0.1')
