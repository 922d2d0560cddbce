/** A question took longer than it may. */
export class DeadlineExceeded extends Error {
  constructor() {
    super('the deadline of the question was exceeded');
    this.name = 'DeadlineExceeded';
  }
}

/** Until when an answer is waited for: for that time, unless the source is closed before. */
export class Deadline {
  /** Says that it is over, and why. */
  readonly signal: AbortSignal;
  private readonly timer: NodeJS.Timeout;
  private readonly until: number;

  /**
   * @param milliseconds how long, from now on
   * @param closing ends the waiting before, for its own reason
   */
  constructor(milliseconds: number, closing: AbortSignal) {
    this.until = performance.now() + milliseconds;
    const controller = new AbortController();
    this.timer = setTimeout(() => controller.abort(new DeadlineExceeded()), milliseconds);
    this.signal = AbortSignal.any([controller.signal, closing]);
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
  }
}
