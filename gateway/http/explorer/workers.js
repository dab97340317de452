// Monaco looks for its workers here when graphiql.js is read, so this comes first.
self.MonacoEnvironment = {
  globalAPI: false,
  getWorkerUrl: (_, label) => `/graphiql/worker-${label}.js`,
}
