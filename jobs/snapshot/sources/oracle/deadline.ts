/** A question took longer than it may. */
export class DeadlineExceeded extends Error {
  constructor() {
    super('the deadline of the question was exceeded');
    this.name = 'DeadlineExceeded';
  }
}

/** Until when an answer is waited for: for that time, unless the source is closed before. */
export class Deadline {
  private readonly controller = new AbortController();
  private readonly timer: NodeJS.Timeout;
  private readonly until: number;
  private readonly closing: AbortSignal;

  /**
   * @param milliseconds how long, from now on
   * @param closing ends the waiting before, for its own reason
   */
  constructor(milliseconds: number, closing: AbortSignal) {
    this.until = performance.now() + milliseconds;
    this.timer = setTimeout(() => this.controller.abort(new DeadlineExceeded()), milliseconds);
    this.closing = closing;
    closing.addEventListener('abort', this.close, { once: true });
    if (closing.aborted) this.close();
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** Milliseconds that are left. */
  get rest(): number {
    return Math.max(0, this.until - performance.now());
  }

  /**
   * Waits for something as long as there is time; what comes of it later is of no interest.
   * @throws DeadlineExceeded, or why the source was closed
   */
  async waitFor<T>(work: Promise<T>): Promise<T> {
    const { signal } = this;
    return new Promise((resolve, reject) => {
      const abort = () => reject(signal.reason);
      if (signal.aborted) abort();
      signal.addEventListener('abort', abort, { once: true });
      work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
    });
  }

  /** The answer is there: nothing waits any more. */
  end(): void {
    clearTimeout(this.timer);
    this.closing.removeEventListener('abort', this.close);
  }

  private readonly close = () => this.controller.abort(this.closing.reason);
}
