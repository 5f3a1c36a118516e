// SPDX-License-Identifier: Apache-2.0
/** The worker that holds every secret: MLS, media keys and the frames in the clear stay here. */
import { systemClock } from './clock';
import { Host, type Transformer } from './host';
import type { FromWorker, ToWorker } from './protocol';

interface Scope {
  postMessage(message: FromWorker): void;
  onmessage: ((event: { data: ToWorker }) => void) | null;
  onrtctransform: ((event: { transformer: Transformer }) => void) | null;
}
const scope = self as unknown as Scope;

const host = new Host((message) => scope.postMessage(message), systemClock);

function failed(problem: unknown): void {
  const detail = problem instanceof Error ? `${problem.name}: ${problem.message}` : 'unknown';
  scope.postMessage({ type: 'failed', detail });
}

scope.onmessage = ({ data }) => void host.receive(data).catch(failed);
// A stream that ends by an error has been closed by the browser: nothing to tell.
scope.onrtctransform = ({ transformer }) => void host.transform(transformer).catch(() => undefined);
scope.postMessage({ type: 'ready' });
