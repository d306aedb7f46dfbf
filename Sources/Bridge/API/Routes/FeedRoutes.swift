extension APIRoutes { var feedRoutes: [Route] { [] } }
