# One image for all services; which one runs is the command: node subgraphs/flight/main.ts
FROM node:26-slim
WORKDIR /app
ENV CHECKPOINT_DISABLE=1 APOLLO_TELEMETRY_DISABLED=true
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --no-audit --no-fund
COPY prisma prisma
COPY scripts scripts
RUN node scripts/prepare.cjs --generate-only
COPY lib lib
COPY schema schema
COPY subgraphs subgraphs
COPY gateway gateway
COPY sandbox sandbox
# Where a volume is mounted it takes over this owner.
RUN mkdir /data && chown node:node /data
USER node
