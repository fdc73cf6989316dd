/** The floor under every JSON endpoint: Express parses a body and answers one. */
import express from 'express';
import { listen } from './ready.ts';

const app = express();
app.use(express.json());
app.post('/', (request, response) => {
  response.status(201).json({ origin: request.body.origin, expires_in: 60 });
});
listen(app);
